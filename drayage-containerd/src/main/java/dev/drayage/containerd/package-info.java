/**
 * Images and content of containerd: of one that runs ({@link dev.drayage.containerd.Containerd}), and in the root
 * directory of one that does not ({@link dev.drayage.containerd.ContainerdRoot}).
 */
@NullMarked
package dev.drayage.containerd;

import org.jspecify.annotations.NullMarked;
