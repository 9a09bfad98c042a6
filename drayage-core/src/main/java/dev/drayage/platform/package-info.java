/** Platforms: how they are written, which fits which, and which is preferred, as containerd has it. */
@NullMarked
package dev.drayage.platform;

import org.jspecify.annotations.NullMarked;
