import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** One verb or noun of a TwiML document. */
export interface Verb {
  name: string;
  attributes: Record<string, string>;
  text: string;
  inside: Verb[];
}

/** What Twilio's documents allow where, of all that we use: https://www.twilio.com/docs/voice/twiml. */
const DOCUMENTED: Record<string, { attributes: readonly string[]; inside: readonly string[] }> = {
  Response: { attributes: [], inside: ['Say', 'Gather', 'Hangup', 'Redirect', 'Dial'] },
  Say: { attributes: ['voice', 'language', 'loop'], inside: [] },
  Gather: {
    attributes: ['action', 'actionOnEmptyResult', 'finishOnKey', 'input', 'language', 'method', 'numDigits', 'timeout'],
    inside: ['Say', 'Play', 'Pause'],
  },
  Hangup: { attributes: [], inside: [] },
  Redirect: { attributes: ['method'], inside: [] },
  Dial: { attributes: ['action', 'answerOnBridge', 'callerId', 'method', 'record', 'timeout'], inside: ['Queue'] },
  Queue: { attributes: ['url', 'method', 'reservationSid', 'postWorkActivitySid'], inside: [] },
};

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
});

/** The verbs of a document; throws where it is no XML 1.0, or holds what Twilio does not document. */
export function readTwiml(xml: string): Verb[] {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new Error(`no XML: ${valid.err.msg}`);
  const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(xml);
  if (forbidden) throw new Error(`XML 1.0 has no character ${forbidden[0].codePointAt(0)}`);
  const [root, ...more] = verbs(parser.parse(xml)).filter(({ name }) => name !== '?xml');
  if (root?.name !== 'Response' || more.length > 0) throw new Error('not one Response');
  check(root);
  return root.inside;
}

type Node = Record<string, unknown>;

function verbs(nodes: Node[]): Verb[] {
  return nodes
    .filter((node) => !('#text' in node))
    .map((node) => {
      const [name = '', children = []] = Object.entries(node).find(([key]) => key !== ':@') as [string, Node[]];
      const texts = children.flatMap((child) => ('#text' in child ? [String(child['#text'])] : []));
      return {
        name,
        attributes: (node[':@'] ?? {}) as Record<string, string>,
        text: texts.join(''),
        inside: verbs(children),
      };
    });
}

function check({ name, attributes, inside }: Verb): void {
  const documented = DOCUMENTED[name];
  if (!documented) throw new Error(`no such verb: ${name}`);
  const unknown = Object.keys(attributes).filter((attribute) => !documented.attributes.includes(attribute));
  if (unknown.length > 0) throw new Error(`${name} has no ${unknown.join(', ')}`);
  for (const verb of inside) {
    if (!documented.inside.includes(verb.name)) throw new Error(`no ${verb.name} in ${name}`);
    check(verb);
  }
}

/** Everything that is said, in order, whether in a Gather or not. */
export function saidIn(all: readonly Verb[]): string[] {
  return all.flatMap((verb) => (verb.name === 'Say' ? [verb.text] : saidIn(verb.inside)));
}
