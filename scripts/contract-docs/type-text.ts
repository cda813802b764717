/** The part of JSON Schema that zod writes for the contract. */
export interface JsonSchema {
  readonly title?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly items?: unknown;
  readonly additionalProperties?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly oneOf?: readonly unknown[];
  readonly format?: string;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}

function union(schemas: readonly unknown[], indent: string): string {
  return schemas.map((schema) => typeText(schema, indent)).join(' | ');
}

function objectText({ properties = {}, required = [] }: JsonSchema, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const optional = required.includes(name) ? '' : '?';
    return `${inner}${name}${optional}: ${typeText(schema, inner)};`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

/** A JSON Schema as a TypeScript type: what an engineer reads fastest. */
export function typeText(schema: unknown, indent = ''): string {
  if (!isSchema(schema)) return 'unknown';
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return union(alternatives, indent);
  switch (schema.type) {
    case 'object':
      return schema.properties === undefined && isSchema(schema.additionalProperties)
        ? `Record<string, ${typeText(schema.additionalProperties, indent)}>`
        : objectText(schema, indent);
    case 'array': {
      const item = typeText(schema.items, indent);
      return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
    }
    case 'integer':
      return 'number';
    case undefined:
      return 'unknown';
    default:
      return schema.type;
  }
}
