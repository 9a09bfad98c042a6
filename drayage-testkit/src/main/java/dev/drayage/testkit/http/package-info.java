/** Servers on loopback for testing clients of registries: one that behaves, and every way of not doing so. */
@NullMarked
package dev.drayage.testkit.http;

import org.jspecify.annotations.NullMarked;
