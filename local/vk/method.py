"""The registry of API methods, and how one call is performed.

A method is a plain function of a `Call`: it returns the value of `response`, or raises ApiError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from local.vk.errors import ApiError
from local.vk.method_schema import METHODS, NOT_FOR_COMMUNITIES, NOT_SERVED
from local.vk.parameters import Parameters, read_parameters
from local.vk.state import Community
from local.vk.world import Vk

# The rights that a community's token can hold, and their bits (https://dev.vk.com/ru/reference/access-rights).
RIGHTS = {"stories": 1, "photos": 4, "app_widget": 64, "messages": 4096, "docs": 131072, "manage": 262144}


@dataclass(frozen=True, slots=True)
class Call:
    """One call: by whom, of what, with which parameters."""

    vk: Vk
    community: Community
    method: str
    parameters: Parameters


Method = Callable[[Call], object]


@dataclass(frozen=True, slots=True)
class _Registered:
    function: Method
    right: str | None
    inside_execute: bool


_methods: dict[str, _Registered] = {}


def method(name: str, *, right: str | None = None, inside_execute: bool = True) -> Callable[[Method], Method]:
    """Registers a function as the API method `name`; `right` is what the token must hold for it."""

    def register(function: Method) -> Method:
        _methods[name] = _Registered(function, right, inside_execute)
        return function

    return register


def perform(
    vk: Vk, community: Community, name: str, fields: Mapping[str, str], *, inside_execute: bool = False
) -> object:
    """Performs a call with the form `fields`, and notes it in the journal.

    Raises:
        ApiError: the call is refused.
    """
    extra = {"inside_execute": True} if inside_execute else {}
    try:
        if (fault := vk.faults.error(name, community.id, inside_execute=inside_execute)) is not None:
            raise fault
        response = _perform(vk, community, name, fields, inside_execute)
    except ApiError as error:
        vk.journal.call(community.id, name, fields, error, **extra)
        raise
    vk.journal.call(community.id, name, fields, response, **extra)
    return response


def served_methods() -> frozenset[str]:
    """The names of all methods that are registered."""
    return frozenset(_methods)


def _perform(vk: Vk, community: Community, name: str, fields: Mapping[str, str], inside_execute: bool) -> object:
    registered = _methods.get(name)
    if registered is None:
        raise _unknown(name)
    if inside_execute and not registered.inside_execute:
        raise ApiError(15, "method is not available inside execute")
    if registered.right is not None and registered.right not in community.rights:
        raise ApiError(15, "no access to call this method. It cannot be called with current scopes.")
    parameters = read_parameters(METHODS[name], fields)
    _check_group_is_own(name, parameters, community)
    return registered.function(Call(vk, community, name, parameters))


def _check_group_is_own(name: str, parameters: Parameters, community: Community) -> None:
    # Where a screen name is taken too, the method reads about communities; elsewhere the token speaks for its own.
    if "group_id" not in parameters or METHODS[name].params["group_id"].type != "integer":
        return
    if parameters.integer("group_id") not in {0, community.id}:
        raise ApiError(15, "group_id is invalid")


def _unknown(name: str) -> ApiError:
    if name in NOT_FOR_COMMUNITIES:
        return ApiError(27, "method is unavailable with group auth.")
    if name in NOT_SERVED:
        return ApiError(33, f"{name} is not part of this stand-in")
    return ApiError(3, f"{name}")
