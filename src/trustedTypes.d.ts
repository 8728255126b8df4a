/** Trusted Types (w3c.github.io/trusted-types), which TypeScript does not describe yet. Undefined in browsers without them. */
declare var trustedTypes: TrustedTypePolicyFactory | undefined;

interface TrustedTypePolicyFactory {
  /** What a policy gives are objects of the browser that stand where strings may not. */
  createPolicy<Rules extends TrustedTypeRules>(name: string, rules: Rules): Rules;
}

/** Each gives the text back where it may be used, and null, or throws, where not. */
interface TrustedTypeRules {
  createHTML?(text: string, type?: string, sink?: string): string | null;
  createScriptURL?(address: string, type?: string, sink?: string): string | null;
}
