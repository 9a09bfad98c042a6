/** Tar: headers, extended headers, and an index of the entries of an archive that stays packed. */
@NullMarked
package dev.drayage.tar;

import org.jspecify.annotations.NullMarked;
