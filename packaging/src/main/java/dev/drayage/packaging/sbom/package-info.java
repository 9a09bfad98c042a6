/** What is in the packages of the command, told by a software bill of materials. */
@NullMarked
package dev.drayage.packaging.sbom;

import org.jspecify.annotations.NullMarked;
