/**
 * JSON Schemas (draft 2020-12) of what commands print with `--json`, made of the types of src/cli/documents.ts by the compiler, and written to
 * schemas/ of the package. Numbers may be null: JSON has no NaN, and what could not be measured is printed so.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  API,
  type Checker,
  type ObjectType,
  SignatureKind,
  SymbolFlags,
  type Type,
  TypeFlags,
} from 'typescript/unstable/sync';
import type { Plugin } from 'vite';

export type Schema = { readonly [keyword: string]: unknown };

const DOCUMENTS = 'src/cli/documents.ts';
const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** A schema for each command, and `error`, by name. */
export function schemasOfCommands(): ReadonlyMap<string, Schema> {
  const api = new API({ cwd: resolve('.') });
  try {
    const file = resolve(DOCUMENTS);
    const project = api.updateSnapshot({ openFiles: [file] }).getDefaultProjectForFile(file);
    if (!project) throw new Error(`${DOCUMENTS} belongs to no project`);
    const { checker, program } = project;
    const source = program.getSourceFile(file);
    const documents = source && checker.getSymbolAtLocation(source)?.getExports();
    const all = [...(documents?.values() ?? [])].find(({ name }) => name === 'Documents');
    if (!all) throw new Error(`${DOCUMENTS} exports no Documents`);
    const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(all));
    /** By the id of the type: some commands print alike. */
    const made = new Map<number, Schema>();
    return new Map(
      members.map((member) => {
        const type = checker.getTypeOfSymbol(member);
        if (!type) throw new Error(`${member.name} has no type`);
        const schema = made.get(type.id) ?? new Writer(checker).document(type);
        made.set(type.id, schema);
        const of = member.name === 'error' ? 'an error' : `modulode ${member.name}`;
        return [member.name, { $schema: DRAFT, title: `What ${of} prints with --json`, ...schema }];
      }),
    );
  } finally {
    api.close();
  }
}

/** Vite plugin: writes them to schemas/. */
export function schemas(): Plugin {
  return {
    name: 'modulode-schemas',
    apply: 'build',
    writeBundle: async ({ dir = '' }) => {
      await mkdir(join(dir, 'schemas'), { recursive: true });
      for (const [name, schema] of schemasOfCommands())
        await writeFile(join(dir, 'schemas', `${name}.json`), `${JSON.stringify(schema)}\n`);
    },
  };
}

/** As JSON has them: an object with a key for each element. */
const TYPED_ARRAYS = /^(?:Float64|Float32|Int32|Uint32|Uint16|Uint8|Int8)Array$/u;
/** As JSON has them: {}. */
const EMPTY = /^(?:Readonly)?(?:Map|Set)$/u;

class Writer {
  readonly #checker: Checker;
  /** Names of types in `$defs` by the id of the type. */
  readonly #names = new Map<number, string>();
  readonly #definitions: Record<string, Schema> = {};

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  document(type: Type): Schema {
    const { $ref, ...inline } = this.#schema(type);
    const name = typeof $ref === 'string' ? $ref.replace('#/$defs/', '') : '';
    const { [name]: root = inline, ...definitions } = this.#definitions;
    return { ...root, ...(Object.keys(definitions).length > 0 && { $defs: definitions }) };
  }

  #schema(type: Type): Schema {
    const checker = this.#checker;
    if (type.isUnionType()) return this.#union(type.getTypes());
    if (type.isLiteralType()) return { const: type.value };
    const simple = SIMPLE.find(([flags]) => (type.flags & flags) !== 0);
    if (simple) return simple[1];
    if (type.isTypeReference() && !type.isTupleType() && checker.isArrayType(type))
      return { type: 'array', items: this.#schema(checker.getTypeArguments(type)[0] ?? type) };
    if (checker.isTupleType(type) && type.isTypeReference()) {
      const items = checker.getTypeArguments(type).map((item) => this.#schema(item));
      return { type: 'array', prefixItems: items, items: false, minItems: items.length };
    }
    if (type.isObjectType() || type.isIntersectionType()) return this.#named(type);
    throw new Error(`${checker.typeToString(type)} cannot be described`);
  }

  /** Interfaces and types with a name are described once. */
  #named(type: Type): Schema {
    const symbol = type.getAliasSymbol() ?? type.getSymbol();
    const name = symbol?.name ?? '';
    if (TYPED_ARRAYS.test(name)) return { type: 'object', additionalProperties: NUMBER };
    if (EMPTY.test(name)) return { type: 'object', additionalProperties: false };
    if (!/^[A-Z]\w*$/u.test(name)) return this.#object(type);
    const known = this.#names.get(type.id);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    const taken = new Set(this.#names.values());
    let own = name;
    for (let again = 2; taken.has(own); again++) own = `${name}${again}`;
    this.#names.set(type.id, own);
    this.#definitions[own] = this.#object(type);
    return { $ref: `#/$defs/${own}` };
  }

  #object(type: Type): Schema {
    const checker = this.#checker;
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    const members = checker.getPropertiesOfType(type);
    // All at once: each question is one to another process.
    const types = checker.getTypeOfSymbol(members);
    for (const [at, member] of members.entries()) {
      const of = types[at];
      if (!of || of.isErrorType()) throw new Error(`${member.name} has no type`);
      // JSON leaves out functions, and what is undefined.
      if (this.#isLeftOut(of)) continue;
      const description = member.getDocumentationComment(checker).replaceAll(/\s+/gu, ' ').trim();
      properties[member.name] = {
        ...this.#schema(of),
        ...(description === '' ? {} : { description }),
      };
      if ((member.flags & SymbolFlags.Optional) === 0 && !mayBeUndefined(of)) required.push(member.name);
    }
    const [index] = checker.getIndexInfosOfType(type);
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 && { properties }),
      ...(required.length > 0 && { required }),
      additionalProperties: index ? this.#schema(index.valueType) : false,
    };
  }

  #isLeftOut(type: Type): boolean {
    const parts = type.isUnionType() ? type.getTypes() : [type];
    const isFunction = (one: Type) =>
      one.isObjectType() &&
      this.#checker.getSignaturesOfType(one satisfies ObjectType, SignatureKind.Call).length > 0;
    return parts.every((one) => isUndefined(one) || isFunction(one));
  }

  /** Literals as one list, and other types as one list where they have nothing else. */
  #union(all: readonly Type[]): Schema {
    const types = all.filter((type) => !isUndefined(type));
    const literals = types.flatMap((type) => (type.isLiteralType() ? [type.value] : []));
    const isBoolean = literals.includes(true) && literals.includes(false);
    const values = isBoolean ? literals.filter((value) => typeof value !== 'boolean') : literals;
    const others = types.filter((type) => !type.isLiteralType()).map((type) => this.#schema(type));
    const kinds = [...new Set([...(isBoolean ? ['boolean'] : []), ...others.flatMap(kindsOf)])];
    const parts = [
      ...(values.length > 1 ? [{ enum: values }] : values.map((value) => ({ const: value }))),
      ...(kinds.length > 0 ? [{ type: kinds.length === 1 ? kinds[0] : kinds }] : []),
      ...others.filter((other) => kindsOf(other).length === 0),
    ];
    const [only] = parts;
    return parts.length === 1 && only ? only : { anyOf: parts };
  }
}

const NUMBER = { type: ['number', 'null'] } as const;

const SIMPLE: readonly (readonly [TypeFlags, Schema])[] = [
  [TypeFlags.AnyOrUnknown, {}],
  [TypeFlags.Number, NUMBER],
  [TypeFlags.String | TypeFlags.TemplateLiteral | TypeFlags.StringMapping, { type: 'string' }],
  [TypeFlags.Boolean, { type: 'boolean' }],
  [TypeFlags.Null, { type: 'null' }],
  [TypeFlags.NonPrimitive, { type: 'object' }],
];

/** Of a schema that says nothing but its type. */
function kindsOf({ type, ...rest }: Schema): readonly unknown[] {
  if (type === undefined || Object.keys(rest).length > 0) return [];
  return Array.isArray(type) ? type : [type];
}

function isUndefined(type: Type): boolean {
  return (type.flags & (TypeFlags.Undefined | TypeFlags.Void | TypeFlags.Never)) !== 0;
}

function mayBeUndefined(type: Type): boolean {
  return isUndefined(type) || (type.isUnionType() && type.getTypes().some(isUndefined));
}
