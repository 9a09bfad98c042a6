/** Images of containerd: in the root directory of one that is not running. */
@NullMarked
package dev.drayage.containerd;

import org.jspecify.annotations.NullMarked;
