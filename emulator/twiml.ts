import { XMLParser, XMLValidator } from 'fast-xml-parser';

export interface Verb {
  name: string;
  attributes: Record<string, string>;
  text: string;
  nested: Verb[];
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
});

/** The verbs of a TwiML document in order; null where it is not well-formed XML with `<Response>` at its root. */
export function verbsOf(text: string): Verb[] | null {
  if (XMLValidator.validate(text) !== true) return null;
  const roots = elements(parser.parse(text)).filter((one) => !one.name.startsWith('?'));
  const [root] = roots;
  return roots.length === 1 && root?.name === 'Response' ? root.nested : null;
}

/** The parser gives `{Name: [children], ':@': {attributes}}` for an element and `{'#text': text}` for text. */
type Node = Record<string, unknown>;

function elements(nodes: Node[]): Verb[] {
  return nodes.flatMap((node) => {
    const [name] = Object.keys(node).filter((key) => key !== ':@' && key !== '#text' && key !== '#comment');
    if (name === undefined) return [];
    const inside = node[name] as Node[];
    return {
      name,
      attributes: (node[':@'] ?? {}) as Record<string, string>,
      text: inside
        .map((one) => String(one['#text'] ?? ''))
        .join('')
        .trim(),
      nested: elements(inside),
    };
  });
}
