/** Who one is to a registry: credentials as Docker and podman keep them, in files or with helper programs. */
@NullMarked
package dev.drayage.registry.auth;

import org.jspecify.annotations.NullMarked;
