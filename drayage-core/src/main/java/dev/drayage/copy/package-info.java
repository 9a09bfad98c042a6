/**
 * The one way in which large blobs are copied: every byte is read once, passed on to be hashed while it is at hand, and
 * written to its place; over a network in several stretches at once.
 */
@NullMarked
package dev.drayage.copy;

import org.jspecify.annotations.NullMarked;
