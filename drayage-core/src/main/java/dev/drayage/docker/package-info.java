/**
 * Archives as {@code docker save} and its kin write them: layers in files of any name, and a {@code manifest.json} that
 * says which belong to which image. They become images like others, of manifests made for them.
 */
@NullMarked
package dev.drayage.docker;

import org.jspecify.annotations.NullMarked;
