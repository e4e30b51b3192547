import { type Type } from './api.ts';

/** A JSDoc comment, or nothing where there is nothing to say. */
export const comment = (...lines: readonly string[]): string => {
  const said = lines.filter((line) => line !== '').map((line) => line.replaceAll('*/', '*\\/').replace(/\s+/g, ' '));
  if (said.length === 0) return '';
  return said.length === 1 ? `/** ${said[0]} */\n` : `/**\n${said.map((line) => ` * ${line}\n`).join('')} */\n`;
};

/** A value as JavaScript source; the layout is left to the formatter. */
export const literal = (value: unknown): string => JSON.stringify(value);

export const typeText = (type: Type): string => {
  switch (type.kind) {
    case 'model':
    case 'enumeration':
      return type.name;
    case 'array':
      return `${typeText(type.of)}[]`;
    case 'map':
      return `Record<string, ${typeText(type.of)}>`;
    case 'date':
      return 'Date';
    default:
      return type.kind;
  }
};

export const camel = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;

export const pascal = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

export const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
