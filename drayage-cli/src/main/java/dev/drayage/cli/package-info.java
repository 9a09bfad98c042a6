/** The {@code dray} command: words, progress and exit codes around what the library does. */
@NullMarked
package dev.drayage.cli;

import org.jspecify.annotations.NullMarked;
