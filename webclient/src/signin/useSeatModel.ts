import { useEffect, useState } from "react";

/**
 * The model of a seat while its screen is shown; null on the very first drawing.
 *
 * `create` must be the same function each time: another one is another seat.
 */
export function useSeatModel<Model extends { start(): void; close(): void }>(
  create: () => Model,
): Model | null {
  const [model, setModel] = useState<Model | null>(null);
  useEffect(() => {
    const created = create();
    created.start();
    setModel(created);
    return () => created.close();
  }, [create]);
  return model;
}
