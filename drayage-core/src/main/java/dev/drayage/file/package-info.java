/**
 * The one place that opens files for writing, for the modules of Drayage itself. Nothing is written through a symbolic
 * link, into a file of another owner or of another name too, or under a name that somebody else can foresee.
 */
@NullMarked
package dev.drayage.file;

import org.jspecify.annotations.NullMarked;
