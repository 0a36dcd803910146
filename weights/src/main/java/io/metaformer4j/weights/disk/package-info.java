/**
 * Files: mapped and read within budgets that no hostile file can exceed, written under a temporary name and renamed when they
 * are complete.
 */
package io.metaformer4j.weights.disk;
