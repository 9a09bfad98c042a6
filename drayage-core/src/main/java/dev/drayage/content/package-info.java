/**
 * How immutable bytes are read: {@link dev.drayage.content.Blob}s of known size, opened by descriptor from a
 * {@link dev.drayage.content.ContentProvider}, and verified by {@link dev.drayage.content.Verification} before they count.
 */
@NullMarked
package dev.drayage.content;

import org.jspecify.annotations.NullMarked;
