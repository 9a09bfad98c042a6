/** The bundle of all published modules that Maven Central takes. */
@NullMarked
package dev.drayage.packaging.central;

import org.jspecify.annotations.NullMarked;
