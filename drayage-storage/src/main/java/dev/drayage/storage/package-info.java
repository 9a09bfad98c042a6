/**
 * The storage of the CNCF distribution registry as a place: what a registry keeps in a directory or bucket, read and written
 * without it.
 */
@NullMarked
package dev.drayage.storage;

import org.jspecify.annotations.NullMarked;
