/** The demonstration: an embedded PostgreSQL with a sample shop, and a gate in front of it. */
@NullMarked
package dev.sallyport.demo;

import org.jspecify.annotations.NullMarked;
