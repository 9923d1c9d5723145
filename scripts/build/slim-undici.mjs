import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * undici without what the engine does not use (fetch, WebSocket, mocks, caches, interceptors), which its index
 * loads all the same: a quarter of the bundle, read at every step of a pipeline. A class that the engine starts
 * to use has to be named here, or the bundle's tests fail. Of its HTTP parser, which it brings twice, only the
 * one without SIMD stays: that runs on every machine. HTTP/2, which is off, and bodies that are forms go too.
 */
export const slimUndici = {
  name: 'slim-undici',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^undici$/ }, ({ resolveDir }) => ({
      path: 'undici',
      namespace: 'slim-undici',
      pluginData: { resolveDir },
    }));
    onResolve({ filter: /llhttp_simd-wasm\.js$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, '..', 'llhttp', 'llhttp-wasm.js'),
    }));
    onLoad({ filter: /undici\/lib\/(dispatcher\/client-h2|web\/fetch\/body)\.js$/ }, () => ({
      contents: `
        const never = () => { throw new Error('left out of this build of undici'); };
        module.exports = Object.assign(never, { extractBody: never });
      `,
    }));
    onLoad({ filter: /undici\/lib\/dispatcher\/client-h1\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replaceAll('new WebAssembly.Module(', 'compileUntiered(');
      if (contents === text) throw new Error(`${path} compiles its parser in another way.`);
      return { contents: contents + COMPILE_UNTIERED };
    });
    onLoad({ filter: /.*/, namespace: 'slim-undici' }, ({ pluginData }) => ({
      resolveDir: pluginData.resolveDir,
      contents: `
        Object.assign(require('undici/lib/dispatcher/dispatcher.js').prototype, require('undici/lib/api'));
        exports.Agent = require('undici/lib/dispatcher/agent.js');
        exports.EnvHttpProxyAgent = require('undici/lib/dispatcher/env-http-proxy-agent.js');
      `,
    }));
  },
};

/**
 * V8 of Node 20 optimizes that parser early, and for longer than most runs take; later ones gain nothing by the flag,
 * and may rename it. It is put back at once: V8 takes Node's own modules from their cache only under the flags with
 * which that was made.
 */
const COMPILE_UNTIERED = `
  function compileUntiered (bytes) {
    if (!process.versions.node.startsWith('20.')) return new WebAssembly.Module(bytes)
    const { setFlagsFromString } = require('node:v8')
    setFlagsFromString('--wasm-tiering-budget=2147483647')
    try {
      return new WebAssembly.Module(bytes)
    } finally {
      setFlagsFromString('--wasm-tiering-budget=1800000')
    }
  }
`;
