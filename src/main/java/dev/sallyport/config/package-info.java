/** The configuration file, read and checked once at the edge. */
@NullMarked
package dev.sallyport.config;

import org.jspecify.annotations.NullMarked;
