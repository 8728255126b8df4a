/** The part of a link that every tier has, as bytes: title, day, fingerprint, settings, choices, view. */
import type { Snapshot } from '../snapshot';
import type { ByteReader } from './byteReader';
import { ByteWriter } from './byteWriter';
import { longestName, longestTitle, plain } from './plainText';
import { readSettings, writeSettings } from './settingsCodec';
import { readView, writeView } from './viewCodec';

type Head = Pick<Snapshot, 'title' | 'day' | 'fingerprint' | 'settings' | 'choices' | 'view'>;

const fingerprintBytes = 8;
const lastDay = 10_000_000;
const manyNames = 20_000;

/** Of the view only what the link has genes and modules for. */
export function writeHead(snapshot: Snapshot): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  for (let i = 0; i < fingerprintBytes; i++)
    writer.byte(Number.parseInt(snapshot.fingerprint.slice(2 * i, 2 * i + 2), 16));
  writer.whole(snapshot.day);
  writer.text(plain(snapshot.title, longestTitle));
  writeSettings(writer, snapshot.settings);
  const { heldOut, regulators } = snapshot.choices;
  writer.texts(heldOut.map((label) => plain(label, longestName)));
  writer.byte(Number(regulators !== null));
  if (regulators) writer.texts(regulators.map((name) => plain(name, longestName)));
  writeView(writer, snapshot.view, sizesOf(snapshot));
  return writer.bytes();
}

export function readHead(reader: ByteReader, network: Snapshot['network']): Head {
  return {
    fingerprint: Array.from(reader.take(fingerprintBytes), (byte) => byte.toString(16).padStart(2, '0')).join(
      '',
    ),
    day: reader.whole(lastDay),
    title: reader.text(longestTitle),
    settings: readSettings(reader),
    choices: {
      heldOut: reader.texts(manyNames, longestName),
      regulators: reader.flag() ? reader.texts(manyNames, longestName) : null,
    },
    view: readView(reader, sizesOf({ network })),
  };
}

function sizesOf({ network }: Pick<Snapshot, 'network'>): {
  readonly genes: number;
  readonly modules: number;
} {
  return { genes: network?.network.genes.length ?? 0, modules: network?.modules.length ?? 0 };
}
