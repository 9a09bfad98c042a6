/**
 * Ingests kept in files, as containerd lays them out: whatever store they are for, they resume, have one writer across
 * processes, and become content only when size and digest are right.
 */
@NullMarked
package dev.drayage.ingest;

import org.jspecify.annotations.NullMarked;
