"""Extractions enter, document graphs leave: which words, in which documents, name the same thing."""

from kg.resolve.own_names import resolver_with
from kg.resolve.rule_resolver import RuleResolver

__all__ = ["RuleResolver", "resolver_with"]
