/**
 * Reads databases of bbolt, in which containerd keeps what it knows: read-only, without a lock, from any {@link
 * dev.drayage.content.Blob}. Whatever the file holds, reading it ends in a result or in a {@link
 * dev.drayage.containerd.bolt.CorruptDatabaseException}.
 */
@NullMarked
package dev.drayage.containerd.bolt;

import org.jspecify.annotations.NullMarked;
