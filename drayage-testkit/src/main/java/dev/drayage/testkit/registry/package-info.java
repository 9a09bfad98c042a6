/** Registries for tests: in memory, over HTTP, with faults, and what every registry is held to. */
@NullMarked
package dev.drayage.testkit.registry;

import org.jspecify.annotations.NullMarked;
