/** Short texts that this browser keeps (localStorage); where that is forbidden or full they last until reload, elsewhere. */

export function readText(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writeText(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // Storage is forbidden or full: it holds until reload.
  }
}
