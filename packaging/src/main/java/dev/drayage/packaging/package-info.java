/** What people install, made of the command: its manuals, completions and container image. */
@NullMarked
package dev.drayage.packaging;

import org.jspecify.annotations.NullMarked;
