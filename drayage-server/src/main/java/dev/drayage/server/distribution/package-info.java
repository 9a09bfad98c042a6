/** The distribution API of OCI over repositories: pull, push, discovery and management (distribution-spec 1.1 and later). */
@NullMarked
package dev.drayage.server.distribution;

import org.jspecify.annotations.NullMarked;
