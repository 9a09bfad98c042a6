/**
 * Patches that make a plain tar of the files of an older image: the format of {@code containers/tar-diff}, version 1, and a
 * search of our own for what the files have in common.
 */
@NullMarked
package dev.drayage.delta.tardiff;

import org.jspecify.annotations.NullMarked;
