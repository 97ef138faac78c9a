import type { Parameter } from '../taskrouter/parameters';

/** A value that a parameter takes; `url` where it takes one. */
export function sample(parameter: Parameter, url: string): unknown {
  switch (parameter.kind) {
    case 'address':
      return 'client:alice';
    case 'url':
      return url;
    case 'sid':
      return parameter.prefix + '1'.repeat(32);
    case 'one of':
      return parameter.values[0];
    case 'integer':
      return parameter.minimum;
    case 'boolean':
      return true;
    case 'list':
      return parameter.values;
    case 'text':
    case 'revision':
      return 'alice';
  }
}
