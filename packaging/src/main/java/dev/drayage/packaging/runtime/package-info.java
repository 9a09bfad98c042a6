/** What goes into the Java runtime of the packages beside what jlink puts there. */
@NullMarked
package dev.drayage.packaging.runtime;

import org.jspecify.annotations.NullMarked;
