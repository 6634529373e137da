import type { ModelContext } from "./forecaster.ts";
import { NetworkForecaster } from "./network_forecaster.ts";
import { OnlineRecurrent, type RecurrentValues } from "./recurrent.ts";
import type { RecurrentKind, RecurrentTrack } from "./recurrent_track.ts";

export type RecurrentForecaster = NetworkForecaster<RecurrentTrack, OnlineRecurrent>;

/** A recurrent forecaster of this kind. */
export function recurrent(
  name: string,
  kind: RecurrentKind,
  options: RecurrentValues,
  context: ModelContext,
): RecurrentForecaster {
  return new NetworkForecaster(name, new OnlineRecurrent(name, kind, options, context));
}
