package dev.drayage.delta;

import java.nio.file.Path;

/**
 * How deltas are made.
 *
 * @param directory where files and layers are put aside: as much as the old image has unpacked, and the largest new layer
 *     twice; what is put there has no name, and is gone in the end
 * @param maxZstdWindow the largest window of a layer in zstd, in bytes
 * @param listener is told what is done
 */
public record DeltaOptions(Path directory, long maxZstdWindow, DeltaListener listener) {}
