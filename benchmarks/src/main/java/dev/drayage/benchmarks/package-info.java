/** Microbenchmarks of what happens once for each image, entry or read. */
@NullMarked
package dev.drayage.benchmarks;

import org.jspecify.annotations.NullMarked;
