/** JSON as Go reads and writes it: a strict reader with limits, and a writer that gives the bytes Go would. */
@NullMarked
package dev.drayage.json;

import org.jspecify.annotations.NullMarked;
