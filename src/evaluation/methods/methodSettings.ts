/** Values of a method's settings, checked. */
import type { MethodSetting, SettingValues } from './method';

/** Defaults, with the given values in their place. Throws RangeError with a sentence that names setting and range. */
export function settingsOf(settings: readonly MethodSetting[], given: SettingValues): SettingValues {
  const known = new Set(settings.map(({ name }) => name));
  const foreign = Object.keys(given).find((name) => !known.has(name));
  if (foreign !== undefined)
    throw new RangeError(
      known.size === 0
        ? `There is no setting “${foreign}”: the method has none.`
        : `There is no setting “${foreign}”; there are ${[...known].join(', ')}.`,
    );
  return Object.fromEntries(
    settings.map((setting) => {
      const value = given[setting.name] ?? setting.value;
      if (!isAllowed(setting, value))
        throw new RangeError(
          `${setting.name} is ${value}; allowed are ${setting.whole ? 'whole ' : ''}numbers from ${setting.least} to ${setting.most}.`,
        );
      return [setting.name, value];
    }),
  );
}

export function isAllowed({ least, most, whole }: MethodSetting, value: number): boolean {
  return value >= least && value <= most && (!whole || Number.isInteger(value));
}
