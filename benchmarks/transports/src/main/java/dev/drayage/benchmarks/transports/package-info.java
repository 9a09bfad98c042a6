/** Clients of containerd over several transports, each measured as a process of its own. */
@NullMarked
package dev.drayage.benchmarks.transports;

import org.jspecify.annotations.NullMarked;
