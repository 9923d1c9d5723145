import { Failure, type FailureKind, oneLine } from '../failures.ts';
import { errorCode, wordsOf } from '../http/failures.ts';
import { nameOf } from './failures.ts';
import type { EngineName } from './line.ts';
import { ProgramFailed } from './start-program.ts';

/** By the first words that are found; ssh ends with 255 for a fault of its own, else as the program over there. */
interface Explanation {
  readonly words: RegExp;
  readonly code: string;
  readonly kind: FailureKind;
  readonly remedy: string;
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    words: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    code: 'ENGINE_UNTRUSTED',
    kind: 'unavailable',
    remedy:
      'Somebody else may answer at this address. Where the host was really set up anew, replace its line in the known hosts after comparing the fingerprint on the host.',
  },
  {
    words: /Host key verification failed/,
    code: 'ENGINE_UNTRUSTED',
    kind: 'unavailable',
    remedy:
      'Add the host to the known hosts (`ssh-keyscan -p <port> <host>`) after comparing the fingerprint with the one on the host (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`).',
  },
  {
    words: /UNPROTECTED PRIVATE KEY FILE|bad permissions|error in libcrypto|invalid format/,
    code: 'ENGINE_DENIED',
    kind: 'denied',
    remedy:
      "The file of the host's credential has to be an unchanged private key, with the line break at its end, that only its owner may read.",
  },
  {
    words: /\b[Pp]ermission denied \(|Too many authentication failures/,
    code: 'ENGINE_DENIED',
    kind: 'denied',
    remedy:
      "Check the user of the address, and that the public half of the credential's key stands in its ~/.ssh/authorized_keys on the host; a key with a passphrase needs the passphrase in the credential too.",
  },
  {
    words: /Could not resolve hostname/,
    code: 'ENGINE_UNREACHABLE',
    kind: 'unavailable',
    remedy:
      "Check the spelling of the host in promotion.yaml, and that the agent can look it up: a name of somebody's ~/.ssh/config is known to that user alone.",
  },
  {
    words: /ssh: connect to host/,
    code: 'ENGINE_UNREACHABLE',
    kind: 'unavailable',
    remedy:
      'Check that the host is up, that its sshd listens at this port, and that this agent may reach it (firewall).',
  },
  {
    words:
      /docker: (command )?not found|(not found|unknown command): docker|docker: No such file|'docker' is not recognized/i,
    code: 'ENGINE_UNREACHABLE',
    kind: 'unavailable',
    remedy:
      'Install the docker client on that host, in a folder that is on the PATH of a login without a terminal (`ssh <host> docker version` shows whether it is).',
  },
  {
    words: /permission denied/,
    code: 'ENGINE_DENIED',
    kind: 'denied',
    remedy:
      'Add the user we sign in as to the group `docker` of that host. Its members are as good as root there.',
  },
  {
    words: /failed to dial|unable to make|cannot connect to the docker daemon|dial unix/i,
    code: 'ENGINE_UNREACHABLE',
    kind: 'unavailable',
    remedy: 'Start the engine on that host (`systemctl start docker`), and look at its log.',
  },
];

/** The sentence for an ssh that said no, or undefined where its connection just broke. */
export function sshFailure(engine: EngineName, cause: unknown): Failure | undefined {
  if (errorCode(cause) === 'ENOENT') return sshMissing(engine, cause);
  if (cause instanceof Error && cause.name === 'HTTPParserError') return chatty(engine, cause);
  if (!(cause instanceof ProgramFailed)) return undefined;
  const lines = cause.stderr.split('\n');
  for (const { words, code, kind, remedy } of EXPLANATIONS) {
    const line = lines.findLast((text) => words.test(text));
    if (line === undefined) continue;
    // ssh frames its warnings with at signs.
    const said = oneLine(line.replace(/^@\s+|\s+@\s*$/g, '')).replace(/[.!]$/, '');
    const message = `The Docker engine ${nameOf(engine)} was not reached: ${said}.`;
    return new Failure(code, kind, message, remedy, { cause });
  }
  return undefined;
}

const sshMissing = (engine: EngineName, cause: unknown) =>
  new Failure(
    'ENGINE_UNREACHABLE',
    'unavailable',
    `The Docker engine ${nameOf(engine)} is reached by ssh, which this agent does not have (ENOENT).`,
    'Install the OpenSSH client on the agent (`apt-get install openssh-client`), or use an agent that has it.',
    { cause },
  );

const chatty = (engine: EngineName, cause: unknown) =>
  new Failure(
    'ENGINE_UNREACHABLE',
    'unavailable',
    `What comes from ${nameOf(engine)} by ssh is no answer of a Docker engine: ${wordsOf(cause)}.`,
    'If the shell of that user greets it (~/.bashrc, /etc/profile), let it do so at a terminal alone; `ssh -T <host> true` has to print nothing.',
    { cause },
  );
