/**
 * A client of OCI registries: {@link dev.drayage.registry.Registry} connects, {@link dev.drayage.registry.Repository} is
 * one repository as a place that images come from and go to.
 */
@NullMarked
package dev.drayage.registry;

import org.jspecify.annotations.NullMarked;
