import { describe, expect, it } from 'vitest';
import { describeAddress, parseEngineAddress } from '../../engine/docker/address.ts';

describe('the address of an engine', () => {
  it.each([
    ['unix:///var/run/docker.sock', { kind: 'unix', path: '/var/run/docker.sock' }],
    ['tcp://swarm-qa:2376', { kind: 'tcp', host: 'swarm-qa', port: 2376 }],
    ['tcp://[fd00::1]:2376', { kind: 'tcp', host: 'fd00::1', port: 2376 }],
    ['ssh://swarm-uat', { kind: 'ssh', host: 'swarm-uat' }],
    ['ssh://deploy@10.0.0.7:2222', { kind: 'ssh', host: '10.0.0.7', port: 2222, user: 'deploy' }],
  ])('is read from %s, and written the same', (text, address) => {
    const parsed = parseEngineAddress(text);

    expect(parsed).toEqual(address);
    expect(typeof parsed === 'string' ? parsed : describeAddress(parsed)).toBe(text);
  });

  it.each([
    [
      'swarm-qa:2376',
      '"swarm-qa:2376" is no address of a Docker engine: write unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host.',
    ],
    [
      '',
      '"" is no address of a Docker engine: write unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host.',
    ],
    [
      'unix://var/run/docker.sock',
      'The path of a socket is absolute: write unix:///var/run/docker.sock, with three slashes.',
    ],
    [
      'npipe:////./pipe/docker_engine',
      'A named pipe of Windows is not supported: write tcp:// with TLS, or ssh:// to that host.',
    ],
    ['https://swarm-qa:2376', "An engine's address begins with tcp://, not https://."],
    ['tcp://swarm-qa', 'The port is missing: it is 2376 where the engine uses TLS.'],
    ['tcp://root@swarm-qa:2376', 'An address with tcp:// has no user.'],
    [
      'tcp://:2376',
      'There is no host in it: write unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host.',
    ],
    [
      'tcp://swarm-qa:99999',
      'There is no host in it: write unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host.',
    ],
    ['ssh://swarm-qa/var/run/docker.sock', 'The address ends after host and port.'],
    [
      'ssh://deploy:hunter2@swarm-qa',
      'A password does not belong in an address: name a credential.',
    ],
    [
      'ftp://deploy:hunter2@swarm-qa',
      '"ftp://deploy:…@swarm-qa" is no address of a Docker engine: write unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host.',
    ],
    [
      'ssh://-oProxyCommand=id',
      'There is no host in it: write unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host.',
    ],
    ['ssh://-oProxyCommand=id@swarm-qa', 'The user of the address is no login name.'],
  ])('%s is refused in a sentence', (text, sentence) => {
    expect(parseEngineAddress(text)).toBe(sentence);
  });
});
