/** Path of a Chromium-based browser; installs one where there is none. Throws where that fails. */
export function findOrInstallBrowser(): Promise<string>;
