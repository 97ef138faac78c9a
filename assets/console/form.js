import { labelOf } from './words.js';

/** Known from elsewhere: the token names the worker, the card the reservation, and the desk answers JSON. */
const GIVEN = ['WorkspaceSid', 'WorkerSid', 'ReservationSid', 'IfMatch', 'Reply', 'Language', 'Next'];

/** Where a form is long, its fields stand in groups; the first pattern that fits takes the field. */
const GROUPS = [
  ['Callbacks', /StatusCallback/],
  ['Recording', /Record|Trim/],
  ['Audio and SIP', /^(Sip|Jitter|Region|EarlyMedia)/],
  ['The conference', /^(Start|End|Max|Wait|Beep|Muted)/],
  ['The call to the worker', /./],
];
const MANY = 8;

/** The fields of an action that a person fills in: `[name, schema, required]`. */
export function fieldsOf(operation) {
  const { properties, required } = operation.requestBody.content['application/x-www-form-urlencoded'].schema;
  return Object.entries(properties)
    .filter(([name]) => !GIVEN.includes(name))
    .map(([name, schema]) => [name, schema, required.includes(name)]);
}

/**
 * Draws the fields into `place`. `known` holds values to begin with, by name; `activities` the workspace's, where they
 * are known, so that nobody types a SID.
 */
export function drawFields(place, fields, known, activities) {
  place.replaceChildren();
  if (fields.length <= MANY) return place.append(...fields.map((field) => draw(field, known, activities)));
  const groups = GROUPS.map(([title]) => [title, []]);
  for (const field of fields) groups[GROUPS.findIndex(([, fits]) => fits.test(field[0]))][1].push(field);
  const [first, ...others] = groups.reverse().filter(([, members]) => members.length > 0);
  const main = element('fieldset', {}, element('legend', {}, first[0]));
  main.append(...first[1].map((field) => draw(field, known, activities)));
  place.append(main, ...others.map(([title, members]) => folded(title, members, known, activities)));
}

function folded(title, members, known, activities) {
  const count = element('span', { className: 'count' });
  const details = element('details', {}, element('summary', {}, title, ' ', count));
  details.append(...members.map((field) => draw(field, known, activities)));
  const recount = () => {
    const set = [...new FormData(details.closest('form')).entries()].filter(
      ([name, value]) => value !== '' && members.some(([member]) => member === name),
    );
    const names = new Set(set.map(([name]) => name)).size;
    count.textContent = names > 0 ? `${names} of ${members.length} set` : `${members.length}, all by default`;
  };
  details.addEventListener('input', recount);
  queueMicrotask(recount);
  return details;
}

function draw([name, schema, required], known, activities) {
  const id = `field-${name}`;
  const help = element('span', { className: 'help', id: `${id}-help` }, schema.description);
  const error = element('span', { className: 'error', id: `${id}-error` });
  if (schema.type === 'array') return drawList(name, schema, help, error);
  const control = controlOf(schema, activities);
  Object.assign(control, { id, name, required });
  control.setAttribute('aria-describedby', `${help.id} ${error.id}`);
  if (known[name] !== undefined) control.value = known[name];
  const mark = required ? [' ', element('span', { className: 'mark' }, '(required)')] : [];
  const label = element('label', { htmlFor: id }, labelOf(name), ...mark);
  return element('div', { className: 'field' }, label, control, help, error);
}

function controlOf(schema, activities) {
  if (schema.type === 'boolean') {
    return selectOf([
      ['', `By default: ${schema.default ? 'yes' : 'no'}`],
      ['true', 'Yes'],
      ['false', 'No'],
    ]);
  }
  if (schema.enum) {
    const first = schema.default === undefined ? 'Not set' : `By default: ${schema.default}`;
    return selectOf([['', first], ...schema.enum.map((value) => [value, value])]);
  }
  if (schema.pattern?.startsWith('^WA') && activities.length > 0) {
    return selectOf([['', 'Not set'], ...activities.map(({ sid, friendlyName }) => [sid, friendlyName])]);
  }
  const input = element('input', { type: 'text', autocomplete: 'off', spellcheck: false });
  if (schema.type === 'integer') {
    Object.assign(input, { type: 'number', min: schema.minimum, max: schema.maximum, step: 1, inputMode: 'numeric' });
    if (schema.default !== undefined) input.placeholder = `${schema.default}`;
  }
  if (schema.format === 'uri') Object.assign(input, { type: 'url', placeholder: 'https://' });
  if (schema.format === 'password') input.type = 'password';
  if (schema.pattern)
    Object.assign(input, { pattern: schema.pattern, title: `${schema.pattern.slice(1, 3)} and 32 hexadecimal digits` });
  if (schema.maxLength) input.maxLength = schema.maxLength;
  return input;
}

function drawList(name, schema, help, error) {
  const box = element('fieldset', { className: 'field' }, element('legend', {}, labelOf(name)));
  box.setAttribute('aria-describedby', `${help.id} ${error.id}`);
  const boxes = schema.items.enum.map((value) =>
    element('label', { className: 'choice' }, element('input', { type: 'checkbox', name, value }), ' ', value),
  );
  box.append(element('div', { className: 'choices' }, ...boxes), help, error);
  return box;
}

/** What was filled in, and nothing else: what is left alone goes by TaskRouter's defaults. */
export function valuesOf(form) {
  return [...new FormData(form).entries()].filter(([, value]) => value !== '');
}

/** Shows what is wrong at the fields it is wrong with, and goes to the first; gives back what has no field here. */
export function showIssues(form, issues) {
  for (const error of form.querySelectorAll('.field .error')) error.textContent = '';
  for (const control of form.querySelectorAll('[aria-invalid]')) control.removeAttribute('aria-invalid');
  const rest = [];
  for (const { field, expected, hint } of issues) {
    const control = form.elements.namedItem(field);
    const error = form.querySelector(`#field-${CSS.escape(field)}-error`);
    if (!error) rest.push(`${field}: ${expected}`);
    else {
      error.textContent = `Expected ${expected}${hint ? `; ${hint}` : ''}.`;
      error.closest('details')?.setAttribute('open', '');
      if (control instanceof Element) control.setAttribute('aria-invalid', 'true');
    }
  }
  form.querySelector('[aria-invalid]')?.focus();
  return rest;
}

function selectOf(options) {
  return element('select', {}, ...options.map(([value, text]) => element('option', { value }, text)));
}

export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
