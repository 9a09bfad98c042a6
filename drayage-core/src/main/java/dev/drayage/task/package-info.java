/** The one owner of threads: work that is started here is waited for here, and the first failure stops the rest. */
@NullMarked
package dev.drayage.task;

import org.jspecify.annotations.NullMarked;
