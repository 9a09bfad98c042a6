/**
 * The one owner of threads: work that is started here is waited for here, and the first failure stops the
 * rest; the one clock, back-off and loop of tries by which anything is waited for; and what was opened together is closed
 * together.
 */
@NullMarked
package dev.drayage.task;

import org.jspecify.annotations.NullMarked;
