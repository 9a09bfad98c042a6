/** Image builders, contract suites and faults for testing what reads and writes images. */
@NullMarked
package dev.drayage.testkit;

import org.jspecify.annotations.NullMarked;
