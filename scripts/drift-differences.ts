import { type Parameter, wireName } from '../taskrouter/parameters';

/** What a source says of one parameter; absent where it leaves that open. */
export interface Described {
  kind?: 'boolean' | 'integer' | 'list' | 'text';
  values?: readonly string[];
}

/** The parameters of *update worker reservation*, by wire name. */
export type Description = Readonly<Record<string, Described>>;

/** What our table says, in the words of a source. */
export function ourDescription(parameters: Readonly<Record<string, Parameter>>): Description {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      wireName(name),
      {
        kind: KINDS[parameter.kind] ?? 'text',
        ...('values' in parameter ? { values: parameter.values } : {}),
      },
    ]),
  );
}

const KINDS: Readonly<Record<string, Described['kind']>> = { boolean: 'boolean', integer: 'integer', list: 'list' };

/** Everything in which a newer description departs from ours, in words. What it leaves open is no difference. */
export function differences(ours: Description, theirs: Description): string[] {
  return [
    ...Object.keys(theirs)
      .filter((name) => !(name in ours))
      .map((name) => `${name} is new`),
    ...Object.keys(ours)
      .filter((name) => !(name in theirs))
      .map((name) => `${name} is gone`),
    ...Object.entries(ours).flatMap(([name, { kind, values }]) => {
      const now = theirs[name] ?? {};
      const missing = (now.values ?? []).filter((value) => values !== undefined && !values.includes(value));
      const gone = (values ?? []).filter((value) => now.values !== undefined && !now.values.includes(value));
      return [
        ...(now.kind === undefined || now.kind === kind ? [] : [`${name} is ${now.kind}; here it is ${kind}`]),
        ...missing.map((value) => `${name} may now be ${value}`),
        ...gone.map((value) => `${name} may no longer be ${value}`),
      ];
    }),
  ];
}

/** Out of the declaration file of the library's worker reservation. */
export function fromLibrary(declaration: string): Description {
  const options = /interface ReservationContextUpdateOptions \{([\s\S]*?)\n\}/.exec(declaration)?.[1];
  if (options === undefined) throw new Error('the library no longer has ReservationContextUpdateOptions');
  const unions = new Map(
    [...declaration.matchAll(/export type (\w+) = ((?:"[^"]*"(?: \| )?)+);/g)].map(([, name = '', union = '']) => [
      name,
      union.split(' | ').map((value) => value.slice(1, -1)),
    ]),
  );
  return Object.fromEntries(
    [...options.matchAll(/^ +(\w+)\??: (.+);$/gm)].map(([, name = '', type = '']) => {
      const of = /^(?:Array<)?(\w+)/.exec(type)?.[1] ?? '';
      const kind = type.startsWith('Array<') ? 'list' : (TYPES[type] ?? 'text');
      const values = unions.get(of);
      return [wireName(name), { kind, ...(values ? { values } : {}) }];
    }),
  );
}

const TYPES: Readonly<Record<string, Described['kind']>> = { boolean: 'boolean', number: 'integer' };

interface Schema {
  $ref?: string;
  type?: string;
  enum?: string[];
  items?: Schema;
}
interface Form {
  schema: { properties: Record<string, Schema> };
}
interface OpenApi {
  paths: Record<
    string,
    { post?: { requestBody?: { content: Record<string, Form> }; parameters?: { name: string; in: string }[] } }
  >;
  components: { schemas: Record<string, Schema> };
}

const PATH = '/v1/Workspaces/{WorkspaceSid}/Workers/{WorkerSid}/Reservations/{Sid}';

/** Out of Twilio's OpenAPI document of TaskRouter. */
export function fromOpenApi(document: OpenApi): Description {
  const post = document.paths[PATH]?.post;
  const form = post?.requestBody?.content['application/x-www-form-urlencoded'];
  if (!post || !form) throw new Error('the description no longer has the update of a worker reservation');
  const resolved = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : (document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  const headers = (post.parameters ?? []).filter((parameter) => parameter.in === 'header');
  return {
    ...Object.fromEntries(headers.map(({ name }) => [name.replaceAll('-', ''), { kind: 'text' }])),
    ...Object.fromEntries(
      Object.entries(form.schema.properties).map(([name, property]) => {
        const { type, items, ...schema } = resolved(property);
        const values = items ? resolved(items).enum : schema.enum;
        return [name, { kind: KINDS_OF_SCHEMA[type ?? ''] ?? 'text', ...(values ? { values } : {}) }];
      }),
    ),
  };
}

const KINDS_OF_SCHEMA: Readonly<Record<string, Described['kind']>> = {
  boolean: 'boolean',
  integer: 'integer',
  array: 'list',
};
