/**
 * What runs in production is what runs on a laptop and in tests: below `main.ts` nothing may ask where it is. Endpoints,
 * credentials and times differ, by settings, and so do what they lead to.
 */
const place =
  '/^(is|in|on|for)?_?(dev|development|prod|production|localhost|emulator|emulated|localAzure)(mode|environment|only)?$/i';
const named = `:matches(Identifier[name=${place}], Identifier[name=/^(isLocal|isTest|isTesting|inTest|underTest)$/i])`;
const value = 'Literal[value=/^(dev|development|prod|production|emulator|test)$/i]';

/** Where a program chooses. */
const choices = [
  'IfStatement > .test',
  'ConditionalExpression > .test',
  'WhileStatement > .test',
  'LogicalExpression > .left',
  'LogicalExpression > .right',
  'SwitchStatement > .discriminant',
];

const message =
  'Nothing below main.ts may depend on where it runs: give it a setting for what differs (an endpoint, a credential, a time).';

/** For `no-restricted-syntax`. */
export const oneComposition = [
  'MemberExpression[property.name="NODE_ENV"]',
  'Literal[value="NODE_ENV"]',
  ...choices.flatMap((choice) => [`${choice}${named}`, `${choice} ${named}`]),
  `BinaryExpression[operator=/^[!=]==?$/] > ${value}`,
  `SwitchCase > ${value}`,
].map((selector) => ({ selector, message }));
