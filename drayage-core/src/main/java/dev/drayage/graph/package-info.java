/**
 * How content is connected: {@link dev.drayage.graph.Handler}s turn a descriptor into its children, and
 * {@link dev.drayage.graph.Graph} walks what they say, once for each descriptor and within limits.
 */
@NullMarked
package dev.drayage.graph;

import org.jspecify.annotations.NullMarked;
